namespace KernelGen.PtxMachine.Execution;

internal sealed partial class Warp
{
    public PtxFaultException Fault(PtxFault fault, int lane, string message) => new(fault, program.Entry.Name, PlaceOf(lane), message);

    public (int X, int Y, int Z) ThreadOf(int lane)
    {
        var (x, y, _) = Block.Launch.BlockSize;
        var thread = (Index * 32) + lane;
        return (thread % x, thread / x % y, thread / x / y);
    }

    private PtxPlace PlaceOf(int lane) =>
        new(Block.Position, ThreadOf(lane), Index, current.Instruction.Line, current.Instruction.Text);
}
