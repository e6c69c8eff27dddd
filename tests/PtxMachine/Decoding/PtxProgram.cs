using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Decoding;

/// <summary>An entry ready to run: its instructions as operations, and the sizes of its memories.</summary>
internal sealed class PtxProgram
{
    private PtxProgram(PtxEntry entry)
    {
        Entry = entry;
        Layout = new RegisterLayout(entry.Registers);
    }

    public PtxEntry Entry { get; }

    public RegisterLayout Layout { get; }

    public Operation[] Operations { get; private set; } = [];

    public int StaticSharedBytes { get; private set; }

    public int LocalBytes { get; private set; }

    /// <summary>Constants of module and entry.</summary>
    public byte[] ConstantBytes { get; private set; } = [];

    /// <summary>The narrowest access to shared memory: what the race detector tells apart.</summary>
    public int SharedGranule { get; private set; } = 16;

    public static PtxProgram Decode(PtxEntry entry, IReadOnlyList<PtxVariable> moduleVariables)
    {
        var program = new PtxProgram(entry);
        program.PlaceVariables([.. moduleVariables, .. entry.Variables]);
        program.DecodeInstructions();
        Reconvergence.Find(program.Operations);
        return program;
    }

    private void PlaceVariables(PtxVariable[] variables)
    {
        StaticSharedBytes = Place(variables, StateSpace.Shared, 0);
        // Dynamic shared memory begins where the static one ends; all .extern arrays are that one place.
        var external = variables.Where(variable => variable.IsExternal).ToList();
        var alignment = external.Select(variable => variable.Alignment).DefaultIfEmpty(1).Max();
        StaticSharedBytes = (StaticSharedBytes + alignment - 1) / alignment * alignment;
        foreach (var variable in external)
            variable.Offset = StaticSharedBytes;
        LocalBytes = Place(variables, StateSpace.Local, 0);
        ConstantBytes = new byte[Place(variables, StateSpace.Constant, 0)];
        foreach (var variable in variables.Where(variable => variable.Initial is not null))
        {
            if (variable.Space == StateSpace.Constant)
                variable.Initial!.CopyTo(ConstantBytes, variable.Offset);
        }
    }

    private static int Place(PtxVariable[] variables, StateSpace space, int offset)
    {
        foreach (var variable in variables.Where(variable => variable.Space == space && !variable.IsExternal))
        {
            variable.Offset = (offset + variable.Alignment - 1) / variable.Alignment * variable.Alignment;
            offset = variable.Offset + variable.Bytes;
        }

        return offset;
    }

    private void DecodeInstructions()
    {
        var operations = new List<Operation>();
        foreach (var instruction in Entry.Instructions)
        {
            var decoder = new InstructionDecoder(instruction, Layout, operations.Count);
            operations.Add(decoder.Decode());
            SharedGranule = Math.Min(SharedGranule, decoder.SharedAccessBytes);
        }

        // A kernel that runs off its end has ended; labels at the end lead here.
        var last = new Instruction(Entry.Instructions.Count == 0 ? 0 : Entry.Instructions[^1].Line, "}", null, "ret", [], []);
        var end = new Exit();
        end.Complete(last, operations.Count, [], []);
        Operations = [.. operations, end];
    }
}
