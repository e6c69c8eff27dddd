using System.Globalization;
using KernelGen.Generator.Diagnostics;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>What [AttentionKernel] says, with defaults resolved.</summary>
internal sealed record KernelArguments(
    int HeadDim, int ValueHeadDim, ElementType Precision, bool AllowTensorFloat32, double Scale, double Softcap, Alignment Alignment, bool WritesLse);

/// <summary>Reads [AttentionKernel].</summary>
internal static class KernelAttributeParser
{
    private const int LargestHeadDim = 512;
    private const int SuggestedHeadDim = 64;

    /// <summary>Reads the attribute; what is wrong is reported and replaced by the nearest legal value.</summary>
    public static KernelArguments Parse(AttributeArguments kernel, DiagnosticSink sink)
    {
        var headDim = HeadDim(kernel, sink);
        var valueHeadDim = ValueHeadDim(kernel, sink);
        var precision = kernel.Defined<ElementType>("Precision", "Precision", sink);
        return new KernelArguments(
            headDim,
            valueHeadDim == 0 ? headDim : valueHeadDim,
            precision,
            AllowTensorFloat32(kernel, precision, sink),
            Scale(kernel, headDim, sink),
            Softcap(kernel, sink),
            kernel.Defined<Alignment>("Alignment", "CausalAlignment", sink),
            kernel.Named("WritesLse", false));
    }

    private static int HeadDim(AttributeArguments kernel, DiagnosticSink sink)
    {
        var given = kernel.Named("HeadDim", 0);
        if (given is >= 1 and <= LargestHeadDim)
            return given;
        var isMissing = !kernel.Has("HeadDim");
        var nearest = isMissing ? SuggestedHeadDim : Clamp(given, 1);
        var fault = isMissing ? "is missing" : FormattableString.Invariant($"is {given}");
        sink.ReportNearest(Descriptors.HeadDim, kernel.LocationOf("HeadDim"), nearest, fault, nearest);
        return nearest;
    }

    private static int ValueHeadDim(AttributeArguments kernel, DiagnosticSink sink)
    {
        var given = kernel.Named("ValueHeadDim", 0);
        var nearest = Clamp(given, 0);
        if (given != nearest)
            sink.ReportNearest(Descriptors.ValueHeadDim, kernel.LocationOf("ValueHeadDim"), nearest, given, nearest);
        return nearest;
    }

    private static bool AllowTensorFloat32(AttributeArguments kernel, ElementType precision, DiagnosticSink sink)
    {
        var given = kernel.Named("AllowTensorFloat32", false);
        if (!given || precision == ElementType.Float32)
            return given;
        sink.Report(Descriptors.TensorFloat32, kernel.LocationOf("AllowTensorFloat32"), precision);
        return false;
    }

    private static double Scale(AttributeArguments kernel, int headDim, DiagnosticSink sink)
    {
        var given = kernel.Named("Scale", double.NaN);
        var ordinary = 1 / Math.Sqrt(headDim);
        if (double.IsNaN(given))
            return ordinary;
        if (IsPositiveFloat(given))
            return given;
        sink.Report(Descriptors.Scale, kernel.LocationOf("Scale"), Number(given), Number(ordinary));
        return ordinary;
    }

    private static double Softcap(AttributeArguments kernel, DiagnosticSink sink)
    {
        var given = kernel.Named("Softcap", 0.0);
        if (given == 0 || IsPositiveFloat(given))
            return given == 0 ? 0 : given; // -0.0 is 0 too, and must not become a second spec.
        sink.ReportNearest(Descriptors.Softcap, kernel.LocationOf("Softcap"), 0, Number(given), 0);
        return 0;
    }

    private static int Clamp(int given, int smallest) => Math.Max(smallest, Math.Min(LargestHeadDim, given));

    // Kernels compute in float32, and multiply by log2(e), by reciprocals and by the powers of two that float16 lacks: far from its ends.
    private static bool IsPositiveFloat(double value) => value is >= 1e-30 and <= 1e30;

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
