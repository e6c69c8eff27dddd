namespace KernelGen.Generator.Model;

/// <summary>One file of tuning-db/, parsed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Device">The device key that its choices were measured on.</param>
/// <param name="Choices">Its choices, in the file's order.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record TuningFile(
    string Path, string Device, EquatableArray<TuningChoice> Choices, EquatableArray<TuningProblem> Problems);

/// <summary>One choice of a tuning file.</summary>
/// <param name="SpecHash">Which spec it is for.</param>
/// <param name="Bucket">Which shape bucket it is for.</param>
/// <param name="Variant">The winner's id.</param>
/// <param name="At">Where the winner's id stands.</param>
internal sealed record TuningChoice(string SpecHash, string Bucket, string Variant, TextPosition At);

/// <summary>Something wrong in a tuning file.</summary>
/// <param name="Id">The id of its diagnostic.</param>
/// <param name="At">Where.</param>
/// <param name="Message">What, without the file's name.</param>
internal sealed record TuningProblem(string Id, TextPosition At, string Message);

/// <summary>A piece of a text file on one line; all numbers count from 0.</summary>
/// <param name="Start">Characters before it in the file.</param>
/// <param name="Line">Lines before it.</param>
/// <param name="Column">Characters before it on its line.</param>
/// <param name="Length">Its characters.</param>
internal readonly record struct TextPosition(int Start, int Line, int Column, int Length);
