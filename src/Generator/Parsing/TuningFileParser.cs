using System.Text;
using System.Text.Json;
using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Ilgpu;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>Reads one file of tuning-db/. Whatever is wrong with it is a problem in the result, never an exception.</summary>
internal static class TuningFileParser
{
    /// <summary>The value of "format" that this generator reads.</summary>
    public const string Format = "kernelgen-tuning-db 1";

    /// <summary>Whether an additional file is one of tuning-db/.</summary>
    public static bool IsTuningFile(string path)
        => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            && path.Split('/', '\\').Contains("tuning-db", StringComparer.OrdinalIgnoreCase);

    /// <summary>Parses a file.</summary>
    public static TuningFile Parse(AdditionalText file, CancellationToken cancellation)
        => Parse(file.Path, file.GetText(cancellation)?.ToString() ?? "");

    /// <summary>Parses the text of a file.</summary>
    public static TuningFile Parse(string path, string text)
    {
        var map = new TextMap(text);
        try
        {
            var reader = new TuningFileReader(map);
            reader.Read();
            return new TuningFile(path, reader.Device, new(Known(reader)), new(reader.Problems));
        }
        catch (JsonException malformed)
        {
            var at = map.At(malformed.LineNumber ?? 0, malformed.BytePositionInLine ?? 0);
            return new TuningFile(path, "", default, new([new TuningProblem(DiagnosticIds.TuningFileMalformed, at, Reason(malformed))]));
        }
        catch (InvalidOperationException malformed)
        {
            // A text whose escapes are half a character; the token reader finds that only when the text is asked for, and does not say where.
            return new TuningFile(path, "", default, new([new TuningProblem(DiagnosticIds.TuningFileMalformed, map.At(0, 0), malformed.Message.TrimEnd('.'))]));
        }
    }

    private static IEnumerable<TuningChoice> Known(TuningFileReader reader)
    {
        foreach (var choice in reader.Choices)
        {
            if (CpuConfig.TryParse(choice.Variant, out _) || IlgpuConfig.TryParse(choice.Variant, out _) || CudaKernelSources.IsId(choice.Variant))
                yield return choice;
            else
                reader.Problems.Add(new TuningProblem(DiagnosticIds.TuningVariantUnknown, choice.At, Unknown(choice)));
        }
    }

    private static string Unknown(TuningChoice choice)
        => $"no variant is called '{choice.Variant}'; ids look like {new CpuConfig(512, 48, 128).Id}, {new IlgpuConfig(64, 32, 128, 4).Id} and {new CudaConfig(128, 64, 8, 2).Id}";

    // The reader appends " LineNumber: 3 | BytePositionInLine: 7.", which the diagnostic's location says already.
    private static string Reason(JsonException malformed)
    {
        var end = malformed.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? malformed.Message : malformed.Message.Substring(0, end)).TrimEnd('.');
    }
}
