using KernelGen.Templates.Cuda.Wgmma;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>The text of a module.</summary>
public sealed class WgmmaTextTests
{
    [Fact]
    public void A_kernel_reads_as_approved()
        => WgmmaTemplate.Emit(GateSpecs.Named("128"), [new WgmmaConfig(128, 128, 2, 3)]).ShouldMatchApproved(options => options
            .NoDiff()
            .SubFolder("Approved")
            .WithFilenameGenerator((_, _, kind, extension) => $"WgmmaCausal128.{kind}.{extension}"));

    [Fact]
    public void A_kernel_of_e4m3_reads_as_approved()
        => WgmmaTemplate.Emit(GateSpecs.Named("64 e4m3"), [new WgmmaConfig(64, 64, 1, 2)]).ShouldMatchApproved(options => options
            .NoDiff()
            .SubFolder("Approved")
            .WithFilenameGenerator((_, _, kind, extension) => $"WgmmaFloat8Causal64.{kind}.{extension}"));

    [Fact]
    public void The_module_is_for_this_architecture_alone()
    {
        var text = WgmmaTemplate.Emit(GateSpecs.Named("128"), WgmmaConfigSpace.Defaults(GateSpecs.Named("128")));
        text.ShouldContain(".version 8.0\n.target sm_90a\n");
        text.ShouldContain(".extern .shared .align 1024 .b8 shared[];");
        text.ShouldContain("    .param .align 64 .b8 queryMap[128],\n");
        text.ShouldNotContain("\r");
        text.Split('\n').ShouldAllBe(line => !line.EndsWith(' '));
    }

    [Fact]
    public void A_dense_kernel_has_no_second_pass()
    {
        WgmmaTemplate.Emit(GateSpecs.Named("128"), [new WgmmaConfig(128, 128, 2, 3)]).ShouldContain("In the second pass");
        WgmmaTemplate.Emit(GateSpecs.Named("128 dense, float16"), [new WgmmaConfig(128, 128, 2, 3)]).ShouldNotContain("In the second pass");
    }
}
