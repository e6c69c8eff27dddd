using KernelGen.PtxMachine.Decoding;

namespace KernelGen.PtxMachine.Execution;

/// <summary>What the driver refuses before a kernel runs.</summary>
internal static class LaunchChecks
{
    // CUDA C++ Programming Guide, "Technical Specifications per Compute Capability".
    private const int MaximumThreads = 1024;
    private const int MaximumGridYZ = 65535;

    public static void Check(
        PtxDevice device, PtxProgram program, (int X, int Y, int Z) grid, (int X, int Y, int Z) block, int dynamicSharedBytes)
    {
        if (grid.X < 1 || grid.Y is < 1 or > MaximumGridYZ || grid.Z is < 1 or > MaximumGridYZ)
            throw Refusal(program, $"the grid {grid} must be at least 1 and at most (2147483647, {MaximumGridYZ}, {MaximumGridYZ}).");
        var threads = (long)block.X * block.Y * block.Z;
        if (block.X < 1 || block.Y < 1 || block.Z is < 1 or > 64 || threads > MaximumThreads)
            throw Refusal(program, $"the block {block} must have 1 to {MaximumThreads} threads.");
        if (program.Entry.MaximumThreads > 0 && threads > program.Entry.MaximumThreads)
            throw Refusal(program, $"{threads} threads are more than .maxntid allows, {program.Entry.MaximumThreads}.");
        if (program.Entry.RequiredThreads > 0 && threads != program.Entry.RequiredThreads)
            throw Refusal(program, $"{threads} threads are not what .reqntid asks for, {program.Entry.RequiredThreads}.");
        if (dynamicSharedBytes < 0 || program.StaticSharedBytes + dynamicSharedBytes > device.MaximumSharedBytes)
        {
            throw Refusal(program, $"{program.StaticSharedBytes} static and {dynamicSharedBytes} dynamic bytes of shared memory "
                + $"are more than a block may have, {device.MaximumSharedBytes}.");
        }
    }

    public static byte[] Pack(PtxProgram program, PtxArgument[] arguments)
    {
        var parameters = program.Entry.Parameters;
        if (arguments.Length != parameters.Count)
            throw Refusal(program, $"{arguments.Length} arguments for {parameters.Count} parameters ({string.Join(", ", parameters.Select(p => p.Name))}).");
        var bytes = new byte[program.Entry.ParameterBytes];
        foreach (var (parameter, argument) in parameters.Zip(arguments))
        {
            if (argument.Bytes.Length != parameter.Bytes)
                throw Refusal(program, $"'{parameter.Name}' has {parameter.Bytes} bytes, its argument {argument.Bytes.Length}.");
            argument.Bytes.CopyTo(bytes.AsSpan(parameter.Offset));
        }

        return bytes;
    }

    private static PtxFaultException Refusal(PtxProgram program, string message) => new(PtxFault.Launch, program.Entry.Name, message);
}
