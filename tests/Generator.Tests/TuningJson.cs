using KernelGen.Generator.Tests.Driver;

namespace KernelGen.Generator.Tests;

/// <summary>Files of tuning-db/.</summary>
internal static class TuningJson
{
    public const string Path = "/project/tuning-db/cpu.json";

    /// <summary>A file with one choice for the one spec of a source.</summary>
    public static MemoryFile For(string source, string variant = "cpu.simd/q72-k192-w512") => Choice(ModelOf.Hash(source), variant);

    /// <summary>A file with one choice.</summary>
    public static MemoryFile Choice(string hash, string variant) => File($$"""
        {
          "format": "kernelgen-tuning-db 1",
          "device": "test-cpu",
          "choices": [
            {
              "spec": "{{hash}}",
              "specName": "Models.Attention",
              "bucket": "h8-q1024-k1024",
              "variant": "{{variant}}",
              "medianMicroseconds": 123.4,
              "runnerUp": null,
              "emitterVersion": 1,
              "toolVersion": "0.1.0"
            }
          ]
        }
        """);

    /// <summary>A file of that text.</summary>
    public static MemoryFile File(string text) => new(Path, text.ReplaceLineEndings("\n"));
}
