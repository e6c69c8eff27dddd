using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Data;

/// <summary>Reads and writes elements of one storage type as doubles.</summary>
public abstract unsafe class TensorElement
{
    /// <summary>float32.</summary>
    public static TensorElement Single { get; } = new SingleElement();

    /// <summary>float64, what the oracle writes.</summary>
    public static TensorElement Double { get; } = new DoubleElement();

    /// <summary>float32 rounded to tf32, ties away from zero, as tensor cores take it; nothing is stored so.</summary>
    public static TensorElement TensorFloat { get; } = new TensorFloatElement();

    private static TensorElement Half { get; } = new HalfElement();

    private static TensorElement Brain { get; } = new BrainElement();

    private static TensorElement Eight { get; } = new EightBitElement();

    /// <summary>Bytes of an element.</summary>
    public abstract int Size { get; }

    /// <summary>The storage of a spec's inputs.</summary>
    public static TensorElement Of(ElementType precision) => precision switch
    {
        ElementType.Float32 => Single,
        ElementType.Float16 => Half,
        ElementType.BFloat16 => Brain,
        ElementType.Float8E4M3 => Eight,
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "not a precision"),
    };

    /// <summary>The storage of the output of a spec with such inputs.</summary>
    public static TensorElement OfOutput(ElementType precision) => Of(precision.Output());

    /// <summary>The type in which tensor cores take the factors of a product of a spec's tensors.</summary>
    public static TensorElement FactorOf(ElementType precision) => precision == ElementType.Float32 ? TensorFloat : Of(precision);

    /// <summary>Rounds a value to the storage type.</summary>
    public double Round(double value)
    {
        double storage = 0;
        Write(&storage, 0, value);
        return Read(&storage, 0);
    }

    /// <summary>The element at an index.</summary>
    public abstract double Read(void* memory, long index);

    /// <summary>Rounds a value to the storage type and stores it.</summary>
    public abstract void Write(void* memory, long index, double value);

    private sealed class SingleElement : TensorElement
    {
        public override int Size => sizeof(float);

        public override double Read(void* memory, long index) => ((float*)memory)[index];

        public override void Write(void* memory, long index, double value) => ((float*)memory)[index] = (float)value;
    }

    private sealed class TensorFloatElement : TensorElement
    {
        // Of the 23 bits of a fraction 10 stay.
        private const uint Lost = (1 << 13) - 1;

        public override int Size => sizeof(float);

        public override double Read(void* memory, long index) => ((float*)memory)[index];

        public override void Write(void* memory, long index, double value)
        {
            var bits = BitConverter.SingleToUInt32Bits((float)value);
            ((uint*)memory)[index] = double.IsFinite(value) ? (bits + (Lost + 1) / 2) & ~Lost : bits;
        }
    }

    private sealed class DoubleElement : TensorElement
    {
        public override int Size => sizeof(double);

        public override double Read(void* memory, long index) => ((double*)memory)[index];

        public override void Write(void* memory, long index, double value) => ((double*)memory)[index] = value;
    }

    private sealed class HalfElement : TensorElement
    {
        public override int Size => sizeof(System.Half);

        public override double Read(void* memory, long index) => (double)((System.Half*)memory)[index];

        public override void Write(void* memory, long index, double value) => ((System.Half*)memory)[index] = (System.Half)value;
    }

    private sealed class BrainElement : TensorElement
    {
        public override int Size => sizeof(BFloat16);

        public override double Read(void* memory, long index) => ((BFloat16*)memory)[index];

        public override void Write(void* memory, long index, double value) => ((BFloat16*)memory)[index] = (BFloat16)value;
    }

    private sealed class EightBitElement : TensorElement
    {
        public override int Size => sizeof(Float8E4M3);

        public override double Read(void* memory, long index) => ((Float8E4M3*)memory)[index];

        // Thousandfold queries, and poison that is finite or infinite, become the largest number there is.
        public override void Write(void* memory, long index, double value) => ((Float8E4M3*)memory)[index] = Float8E4M3.Saturate((float)value);
    }
}
