using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;

namespace KernelGen.Tuner.Search;

/// <summary>What the searches of a spec, one for each shape, share.</summary>
/// <param name="Target">Where variants run.</param>
/// <param name="Strategy">What to sample.</param>
/// <param name="Pool">The compiled variants.</param>
/// <param name="Earlier">What is known already.</param>
/// <param name="Recorder">Where results go.</param>
/// <param name="Progress">Told what happens.</param>
/// <param name="Options">How to tune.</param>
internal sealed record SweepContext(
    ITuningTarget Target, ISearchStrategy Strategy, CandidatePool Pool, EarlierResults Earlier, MeasurementRecorder Recorder, ITuneProgress Progress,
    TuneOptions Options);
