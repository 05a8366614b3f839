from studio_common.messages import GenerationTask, InvalidMessage
from studio_common.prompts import normalize, seed

__all__ = ["GenerationTask", "InvalidMessage", "normalize", "seed"]
