namespace KernelGen.Templates.Expressions;

/// <summary>How the elements of a data parameter are stored; the compile-time twin of the runtime's, same names and order.</summary>
public enum ExprDataType
{
    /// <summary><c>bool</c></summary>
    Bool,

    /// <summary><c>sbyte</c></summary>
    SByte,

    /// <summary><c>byte</c></summary>
    Byte,

    /// <summary><c>short</c></summary>
    Int16,

    /// <summary><c>ushort</c></summary>
    UInt16,

    /// <summary><c>int</c></summary>
    Int32,

    /// <summary><c>float</c></summary>
    Single,
}
