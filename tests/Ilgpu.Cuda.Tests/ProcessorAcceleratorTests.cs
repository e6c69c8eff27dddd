using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using KernelGen.Selection;

namespace KernelGen.Ilgpu.Cuda.Tests;

/// <summary>On an accelerator that is no CUDA device nothing is handed over.</summary>
public sealed class ProcessorAcceleratorTests
{
    [Fact]
    public void Its_kernels_are_those_that_ILGPU_compiles_and_the_callback_is_told_why()
    {
        var problem = new Problem(Problem.Usual);
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)));
        using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context, CPUAcceleratorMode.Parallel);
        var output = new BFloat16[problem.Output.Length];
        SelectionReport? told = null;
        CausalSpec.Forward(accelerator, problem.Query, problem.Key, problem.Value, output, problem.Shape, new AttentionOptions { Explain = report => told = report });
        Problem.Numbers(output).ShouldBe(problem.Output, 2e-2);
        told!.Variant.ShouldStartWith("ilgpu.simt/");
        told.Steps[0].ShouldBe("Kernels of cuda.* do not run here: the accelerator is no CUDA device.");
        CausalSpec.Explain(accelerator, problem.Shape).Steps.ShouldBe(told.Steps);
    }

    [Fact]
    public void A_kernel_in_PTX_that_is_pinned_is_refused()
    {
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)));
        using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context, CPUAcceleratorMode.Parallel);
        var pinned = new AttentionOptions { Variant = "cuda.mma/q128-k64-w4-s2" };
        Should.Throw<NotSupportedException>(() => CausalSpec.Explain(accelerator, Problem.Usual, pinned))
            .Message.ShouldBe("cuda.mma/q128-k64-w4-s2 cannot run: the accelerator is no CUDA device.");
        var unknown = new AttentionOptions { Variant = "cuda.mma/q128-k64-w4-s9" };
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Explain(accelerator, Problem.Usual, unknown)).Message;
        wrong.ShouldContain("the closest is 'cuda.mma/q128-k64-w4-s2'");
        wrong.ShouldContain("ilgpu.simt/");
    }
}
