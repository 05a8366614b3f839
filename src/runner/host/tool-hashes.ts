/**
 * SHA-256 of uv's wheels on PyPI, Linux and macOS, for the version that this release fetches. A
 * version that is configured and not listed here is fetched by its number alone.
 */
export const uvHashes: Readonly<Record<string, readonly string[]>> = {
  "0.13.9": [
    // uv-0.13.9-py3-none-linux_armv6l.whl
    "56ec37616c00220032fc7b8c9d0ef51367fd0d70d9cd6ddd841660f949f84fed",
    // uv-0.13.9-py3-none-macosx_10_12_x86_64.whl
    "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    // uv-0.13.9-py3-none-macosx_11_0_arm64.whl
    "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    // uv-0.13.9-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl
    "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    // uv-0.13.9-py3-none-manylinux_2_17_armv7l.manylinux2014_armv7l.musllinux_1_1_armv7l.whl
    "7ec1e1dd9b6cb335c301afdf877989df384227313981850755a59561f75e4ab8",
    // uv-0.13.9-py3-none-manylinux_2_17_armv7l.manylinux2014_armv7l.whl
    "16963d19594e18d746a70c7fce82237bde4f2cac4cfcf0ca2b84796fe9d0c6e9",
    // uv-0.13.9-py3-none-manylinux_2_17_i686.manylinux2014_i686.whl
    "db5c8df7145c21ffea9c0f74e38823bac3af60cbadf0e26b8633f08627b17bab",
    // uv-0.13.9-py3-none-manylinux_2_17_ppc64le.manylinux2014_ppc64le.whl
    "c5dbdb7c8737cd183a9dce95b39cfd1f3d54ec2a27a1bb58f160293f9ba2c805",
    // uv-0.13.9-py3-none-manylinux_2_17_s390x.manylinux2014_s390x.whl
    "a6e845f387e4ed55bb59342957a9179e24a631fcc7668bda3426ae1cef8ed4b9",
    // uv-0.13.9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
    "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    // uv-0.13.9-py3-none-manylinux_2_28_aarch64.whl
    "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    // uv-0.13.9-py3-none-manylinux_2_31_riscv64.musllinux_1_1_riscv64.whl
    "6d5114bba238adddacb32fb11904f2b3ff4e988f8e9ff0d8d3b5e9822cf836b8",
    // uv-0.13.9-py3-none-manylinux_2_31_riscv64.whl
    "6b0c7b9f47a5d011939d61e324d3fe18a8bc155d8dd53add738709a92f290a7c",
    // uv-0.13.9-py3-none-musllinux_1_1_i686.whl
    "a2ee66fe8b6608e1482ab1bde5799da04705c1cb40324c7f66054ecf46ae6e40",
    // uv-0.13.9-py3-none-musllinux_1_1_x86_64.whl
    "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
  ],
}

/** Subresource integrity of pnpm on npm, for the version that this release fetches. */
export const pnpmIntegrity: Readonly<Record<string, string>> = {
  "10.34.9":
    "sha512-9JtajqD97bRLs8DB1ldQkqU8KVDZW3rRXfEfF5dId6LeOgHAfpNOmyjOcW5RwJqUlixzBtCb4uHksYqMh2L9Mg==",
}
