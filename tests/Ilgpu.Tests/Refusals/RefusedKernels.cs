using System.Numerics;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using KernelGen.IlgpuContract.Rewriting;

namespace KernelGen.Ilgpu.Tests.Refusals;

/// <summary>One construct per kernel that has no place in one.</summary>
public static class RefusedKernels
{
    private static readonly float[] Table = [1f, 2f];
    private static int Counter;

    public static void BoolParameter(ArrayView<float> output, bool causal) => output[0] = causal ? 1f : 0f;

    public static void CharParameter(ArrayView<float> output, char sign) => output[0] = sign;

    public static void BoolInStruct(ArrayView<float> output, Options options) => output[0] = options.Causal ? 1f : 0f;

    internal static void HiddenStruct(ArrayView<float> output, Hidden values)
    {
    }

    public static void SpanParameter(ReadOnlySpan<float> values)
    {
    }

    public static void ArrayParameter(float[] values) => values[0] = 1f;

    public static int ReturnsValue(ArrayView<float> output) => 1;

    public static void UsesSpan(ArrayView<float> output)
    {
        var value = 1f;
        var span = new Span<float>(ref value);
        output[0] = span[0];
    }

    public static unsafe void StackAlloc(ArrayView<float> output)
    {
        var values = stackalloc float[4];
        output[0] = values[0];
    }

    public static void StaticArray(ArrayView<float> output) => output[0] = Table[1];

    public static void MutableStatic(ArrayView<float> output) => output[0] = Counter;

    public static void WritesStatic(ArrayView<float> output) => Counter = 1;

    public static void InitialisedArray(ArrayView<float> output)
    {
        var values = new float[] { 1f, 2f, 3f, 4f };
        output[0] = values[Group.IdxX];
    }

    public static void Throws(ArrayView<float> output)
    {
        if (output.Length == 0)
            throw new InvalidOperationException();
    }

    public static void Catches(ArrayView<float> output)
    {
        try
        {
            output[0] = 1f;
        }
        finally
        {
            output[1] = 1f;
        }
    }

    public static void UsesString(ArrayView<float> output) => output[0] = "text".Length;

    public static void NewObject(ArrayView<float> output) => output[0] = new List<float>().Count;

    public static void Boxes(ArrayView<float> output) => Take(output[0]);

    public static void CallsInheritedMethod(ArrayView<float> output) => output[0] = default(Options).ToString()!.Length;

    public static void UsesLambda(ArrayView<float> output)
    {
        Func<float, float> twice = static value => 2f * value;
        output[0] = twice(1f);
    }

    public static void CapturingLambda(ArrayView<float> output)
    {
        var factor = output.Length;
        Func<float, float> scale = value => factor * value;
        output[0] = scale(1f);
    }

    public static void Recursion(ArrayView<float> output) => WaitTimes(3);

    public static void Exp(ArrayView<float> output) => output[0] = MathF.Exp(1f);

    public static void FusedMultiplyAdd(ArrayView<float> output) => output[0] = MathF.FusedMultiplyAdd(1f, 2f, 3f);

    public static void Log2(ArrayView<float> output) => output[0] = MathF.Log2(1f);

    public static void Vector4(ArrayView<float> output) => output[0] = (new Vector4(1f) + new Vector4(2f)).X;

    public static unsafe void Pointer(ArrayView<float> output)
    {
        fixed (float* first = &output[0])
            *first = 1f;
    }

    public static void HostFunction(ArrayView<float> output) => output.MemSetToZero();

    public static void VariableExtent(ArrayView<float> output) => SharedMemory.Allocate<float>(output.IntLength)[0] = 1f;

    public static void InHelper(ArrayView<float> output) => output[0] = Describe(output[0]);

    public static MethodInfo Find(string kernel) =>
        typeof(RefusedKernels).GetMethod(kernel, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;

    public static KernelRefusedException Refusal(MethodInfo kernel)
    {
        using var context = Context.Create(builder => builder.CPU(CPUDeviceKind.Nvidia));
        using var accelerator = context.CreateCPUAccelerator(0);
        return Should.Throw<KernelRefusedException>(() => accelerator.LoadKernel<Action<AcceleratorStream, KernelConfig>>(kernel));
    }

    public static KernelRefusedException ImplicitRefusal()
    {
        using var context = Context.Create(builder => builder.CPU(CPUDeviceKind.Nvidia));
        using var accelerator = context.CreateCPUAccelerator(0);
        return Should.Throw<KernelRefusedException>(() => accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(Implicit));
    }

    private static void Take(object value) => value.ToString();

    private static void WaitTimes(int times)
    {
        Group.Barrier();
        if (times > 1)
            WaitTimes(times - 1);
    }

    private static float Describe(float value) => value * "text".Length;

    private static void Implicit(Index1D index, ArrayView<float> output) => SharedMemory.Allocate<float>(1)[0] = 1f;

    public struct Options
    {
        public bool Causal;
    }

    internal struct Hidden
    {
        public float Value;
    }
}
