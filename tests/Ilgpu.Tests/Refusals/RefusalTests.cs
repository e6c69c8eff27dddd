using ILGPU;

namespace KernelGen.Ilgpu.Tests.Refusals;

/// <summary>Constructs that ILGPU refuses, or that only ptxas, a driver or a launch would refuse.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string, string> Cases { get; } = new()
    {
        { nameof(RefusedKernels.BoolParameter), "parameter causal: Boolean is not blittable" },
        { nameof(RefusedKernels.CharParameter), "parameter sign: Char is not blittable" },
        { nameof(RefusedKernels.BoolInStruct), "field Causal of Options: Boolean is not blittable" },
        { nameof(RefusedKernels.HiddenStruct), "Hidden must be public" },
        { nameof(RefusedKernels.SpanParameter), "such as a span" },
        { nameof(RefusedKernels.ArrayParameter), "reference type" },
        { nameof(RefusedKernels.ReturnsValue), "returns nothing" },
        { nameof(RefusedKernels.UsesSpan), "does not translate" },
        { nameof(RefusedKernels.StackAlloc), "stackalloc" },
        { nameof(RefusedKernels.StaticArray), "static field Table" },
        { nameof(RefusedKernels.MutableStatic), "static field Counter" },
        { nameof(RefusedKernels.WritesStatic), "static fields cannot be written" },
        { nameof(RefusedKernels.InitialisedArray), "assign the elements" },
        { nameof(RefusedKernels.Throws), "reference types are not supported" },
        { nameof(RefusedKernels.Catches), "exceptions are not supported" },
        { nameof(RefusedKernels.UsesString), "strings are not supported" },
        { nameof(RefusedKernels.NewObject), "reference types are not supported" },
        { nameof(RefusedKernels.Boxes), "boxing is not supported" },
        { nameof(RefusedKernels.CallsInheritedMethod), "would box it" },
        { nameof(RefusedKernels.UsesLambda), "static field" },
        { nameof(RefusedKernels.CapturingLambda), "new" },
        { nameof(RefusedKernels.Recursion), "recursion through a wait" },
        { nameof(RefusedKernels.Exp), "IntrinsicMath.CPUOnly.Exp2" },
        { nameof(RefusedKernels.FusedMultiplyAdd), "x * y + z" },
        { nameof(RefusedKernels.Log2), "CPUOnly.Log2" },
        { nameof(RefusedKernels.Vector4), "does not translate" },
        { nameof(RefusedKernels.Pointer), "cannot become" },
        { nameof(RefusedKernels.HostFunction), "is a function of the host" },
        { nameof(RefusedKernels.VariableExtent), "constant extent" },
        { nameof(RefusedKernels.InHelper), "strings are not supported" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_ILGPU_refuses_is_refused_with_its_reason(string kernel, string reason)
    {
        RefusedKernels.Refusal(RefusedKernels.Find(kernel)).Message.ShouldContain(reason, Case.Sensitive);
    }

    [Fact]
    public void A_refusal_names_the_kernel_and_the_line()
    {
        var refusal = RefusedKernels.Refusal(RefusedKernels.Find(nameof(RefusedKernels.InHelper)));

        refusal.Kernel.ShouldBe("RefusedKernels.InHelper");
        refusal.Place!.ShouldStartWith("RefusedKernels.Describe at IL_");
        refusal.Place.ShouldContain("RefusedKernels.cs:");
    }

    [Fact]
    public void A_lambda_with_captures_is_no_kernel()
    {
        var captured = 1f;
        KernelRun.Refusal((Action<ArrayView<float>>)(output => output[0] = captured)).Message.ShouldContain("a kernel is a static method");
    }

    [Fact]
    public void Shared_memory_in_an_implicitly_grouped_kernel_is_refused() =>
        RefusedKernels.ImplicitRefusal().Message.ShouldContain("explicitly grouped");
}
