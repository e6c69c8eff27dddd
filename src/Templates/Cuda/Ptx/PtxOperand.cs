using System.Globalization;

namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>What an instruction reads: a register or a constant.</summary>
/// <param name="Text">As PTX has it.</param>
internal readonly record struct PtxOperand(string Text)
{
    public static implicit operator PtxOperand(PtxRegister register) => new(register.ToString());

    public static implicit operator PtxOperand(int value) => new(value.ToString(CultureInfo.InvariantCulture));

    public static implicit operator PtxOperand(float value) => new(Hex(value));

    /// <summary>A special register, for example <c>%tid.x</c>.</summary>
    public static PtxOperand Special(string name) => new("%" + name);

    /// <summary>An integer by its bits.</summary>
    public static PtxOperand Bits(uint value) => new("0x" + value.ToString("x", CultureInfo.InvariantCulture));

    /// <summary>A float by its bits, the only form that every reader takes the same: <c>0f3F800000</c> is 1.</summary>
    public static string Hex(float value)
        => "0f" + BitConverter.ToUInt32(BitConverter.GetBytes(value), 0).ToString("X8", CultureInfo.InvariantCulture);

    /// <summary>As PTX has it.</summary>
    public override string ToString() => Text;
}
