namespace KernelGen;

/// <summary>How the elements of a data parameter are stored.</summary>
public enum DataType
{
    /// <summary><see cref="bool"/></summary>
    Bool,

    /// <summary><see cref="sbyte"/></summary>
    SByte,

    /// <summary><see cref="byte"/></summary>
    Byte,

    /// <summary><see cref="short"/></summary>
    Int16,

    /// <summary><see cref="ushort"/></summary>
    UInt16,

    /// <summary><see cref="int"/></summary>
    Int32,

    /// <summary><see cref="float"/></summary>
    Single,
}
