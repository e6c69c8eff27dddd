namespace KernelGen.Generator;

/// <summary>The names of the pipeline's steps, for tests that ask why a step ran.</summary>
internal static class PipelineSteps
{
    /// <summary>Attributes and symbols to <see cref="Model.SpecModel"/>; the cache boundary of everything that is emitted.</summary>
    public const string Specs = "KernelGen.Specs";

    /// <summary>One file of tuning-db/ to <see cref="Model.TuningFile"/>.</summary>
    public const string TuningFiles = "KernelGen.TuningFiles";

    /// <summary>All files of tuning-db/ together.</summary>
    public const string TuningTable = "KernelGen.TuningTable";

    /// <summary>A spec and the tuned choices that are its own: what its kernels are emitted from.</summary>
    public const string KernelPlans = "KernelGen.KernelPlans";

    /// <summary>Whether the project references ILGPU: one truth value, which hardly any edit changes.</summary>
    public const string HasIlgpu = "KernelGen.HasIlgpu";

    /// <summary>A spec and its tuned choices for ILGPU's devices; null for each when the project does not reference ILGPU.</summary>
    public const string IlgpuPlans = "KernelGen.IlgpuPlans";

    /// <summary>Whether the project wants CUDA kernels: one truth value, which hardly any edit changes.</summary>
    public const string WantsCuda = "KernelGen.WantsCuda";

    /// <summary>A spec and its tuned choices for CUDA devices; null for each when the project does not want CUDA kernels.</summary>
    public const string CudaPlans = "KernelGen.CudaPlans";

    /// <summary>What is wrong in one file of tuning-db/, whatever the specs are.</summary>
    public const string TuningFileProblems = "KernelGen.TuningFileProblems";

    /// <summary>What is wrong in tuning-db/ for one spec.</summary>
    public const string TuningChoiceProblems = "KernelGen.TuningChoiceProblems";

    /// <summary>Every step, in the order of the flow.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Specs, TuningFiles, TuningTable, KernelPlans, HasIlgpu, IlgpuPlans, WantsCuda, CudaPlans, TuningFileProblems, TuningChoiceProblems];
}
