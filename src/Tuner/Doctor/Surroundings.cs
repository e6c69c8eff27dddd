using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Doctor;

/// <summary>What the doctor looks at. The system stands behind functions, so that any machine can be made up.</summary>
internal sealed record Surroundings
{
    /// <summary>Reads a file that the system shows its state in; null when there is none.</summary>
    public required Func<string, string?> ReadFile { get; init; }

    /// <summary>An environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The version of the .NET SDK; null when there is none.</summary>
    public required Func<string?> SdkVersion { get; init; }

    /// <summary>The targets.</summary>
    public required ToolTargets Targets { get; init; }

    /// <summary>The tuning database.</summary>
    public required string Database { get; init; }

    /// <summary>The assembly that the user gave, or null.</summary>
    public string? Assembly { get; init; }

    /// <summary>Processors that this process may use.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes of memory that this process may use.</summary>
    public long Memory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>This machine's.</summary>
    public static Surroundings OfMachine(ToolTargets targets, string database, string? assembly) => new()
    {
        ReadFile = Read,
        Variable = Environment.GetEnvironmentVariable,
        SdkVersion = ProjectBuilder.SdkVersion,
        Targets = targets,
        Database = database,
        Assembly = assembly,
    };

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
