using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

/// <summary>
/// <c>ex2 lg2 rcp sqrt rsqrt tanh</c>. The approximations of a GPU are off by an ulp or a few; these are correctly rounded or almost, so
/// a test's tolerance must leave room for the GPU's.
/// </summary>
internal static class MathInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["ex2"] = decoder => Approximate<PowerOfTwo>(decoder, "approx");
        table["lg2"] = decoder => Approximate<LogarithmOfTwo>(decoder, "approx");
        table["tanh"] = decoder => Approximate<HyperbolicTangent>(decoder, "approx");
        table["rcp"] = decoder => Approximate<Reciprocal>(decoder, "approx", "rn");
        table["sqrt"] = decoder => Approximate<SquareRoot>(decoder, "approx", "rn");
        table["rsqrt"] = decoder => Approximate<ReciprocalSquareRoot>(decoder, "approx");
    }

    private static Operation Approximate<TFunction>(InstructionDecoder decoder, params ReadOnlySpan<string> modes)
        where TFunction : IFloatUnary
    {
        var type = decoder.TakeType();
        decoder.TakeOneOf(modes);
        if (type.Name is "bf16" or "bf16x2")
            decoder.Take("ftz");
        return FloatOperations.Unary<TFunction>(decoder, type);
    }

    private readonly struct PowerOfTwo : IFloatUnary
    {
        static T IFloatUnary.Apply<T>(T a) => T.CreateTruncating(Math.Pow(2, double.CreateTruncating(a)));
    }

    private readonly struct LogarithmOfTwo : IFloatUnary
    {
        static T IFloatUnary.Apply<T>(T a) => T.CreateTruncating(Math.Log2(double.CreateTruncating(a)));
    }

    private readonly struct HyperbolicTangent : IFloatUnary
    {
        static T IFloatUnary.Apply<T>(T a) => T.CreateTruncating(Math.Tanh(double.CreateTruncating(a)));
    }

    private readonly struct Reciprocal : IFloatUnary
    {
        static T IFloatUnary.Apply<T>(T a) => T.One / a;
    }

    private readonly struct SquareRoot : IFloatUnary
    {
        static T IFloatUnary.Apply<T>(T a) => T.Sqrt(a);
    }

    private readonly struct ReciprocalSquareRoot : IFloatUnary
    {
        static T IFloatUnary.Apply<T>(T a) => T.CreateTruncating(1 / Math.Sqrt(double.CreateTruncating(a)));
    }
}
