using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>The inner step of both products: load a row of vectors once, multiply it by one broadcast per accumulator row.</summary>
internal static class RegisterTile
{
    /// <summary>Writes one step of an outer product.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="vector">The vector class.</param>
    /// <param name="vectors">Vectors of the streamed row.</param>
    /// <param name="rows">Accumulator rows.</param>
    /// <param name="stream">What loads a vector of the streamed row, and the prefix of its variables.</param>
    /// <param name="broadcast">Pointer, row stride and variable of the broadcast factor.</param>
    /// <param name="accumulator">Prefix of the accumulators.</param>
    /// <param name="declareBroadcast">Whether the broadcast factor's variable is declared here.</param>
    public static void EmitStep(
        SourceWriter writer, string vector, int vectors, int rows, (Func<int, string> Load, string Name) stream,
        (string Pointer, string Stride, string Name) broadcast, string accumulator, bool declareBroadcast = true)
    {
        for (var v = 0; v < vectors; v++)
            writer.Line($"var {stream.Name}{v} = {stream.Load(v)};");
        for (var r = 0; r < rows; r++)
        {
            writer.Line($"{(r == 0 && declareBroadcast ? "var " : "")}{broadcast.Name} = {vector}.Create({broadcast.Pointer}[{(r == 0 ? "0" : $"{r} * {broadcast.Stride}")}]);");
            for (var v = 0; v < vectors; v++)
                writer.Line($"{accumulator}{r}{v} = {vector}.MultiplyAddEstimate({broadcast.Name}, {stream.Name}{v}, {accumulator}{r}{v});");
        }
    }

    /// <summary>A pointer plus a constant.</summary>
    public static string At(string pointer, int offset) => offset == 0 ? pointer : $"{pointer} + {offset}";
}
