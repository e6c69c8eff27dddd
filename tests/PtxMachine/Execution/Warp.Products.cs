namespace KernelGen.PtxMachine.Execution;

internal sealed partial class Warp
{
    /// <summary>A wgmma's result has been waited for.</summary>
    public void Define(int register) => defined[register] = uint.MaxValue;

    /// <summary>A wgmma computes this register: nobody may read it.</summary>
    public void Undefine(int register)
    {
        defined[register] = 0;
        Unrounded?.Forget(register, uint.MaxValue);
    }

    /// <summary>Faults unless a wgmma may use the register: written (or being computed by another wgmma), and fenced since.</summary>
    public void ExpectFenced(int register)
    {
        var name = program.Entry.Registers[register].Name;
        if (Products.IsComputing(register))
            return;
        if (defined[register] != uint.MaxValue)
            throw Undefined(register, uint.MaxValue);
        if (Products.FenceTime < 0 || writeTimes[register] >= Products.FenceTime)
            throw Fault(PtxFault.UnfinishedProduct, 0, $"{name} was written with no wgmma.fence before this use of it.");
    }

    private void ExpectUnused(int register, uint mask)
    {
        if (Products.IsComputing(register) || Products.IsReading(register))
        {
            throw Fault(PtxFault.UnfinishedProduct, First(mask),
                $"{program.Entry.Registers[register].Name} is written while a wgmma uses it; wgmma.wait_group is missing.");
        }
    }
}
