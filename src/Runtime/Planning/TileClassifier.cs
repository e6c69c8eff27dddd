namespace KernelGen.Planning;

/// <summary>The mask of a spec over rectangles, emitted by the generator from the spec's predicate.</summary>
public abstract class TileClassifier
{
    /// <summary>True when the mask reads the query head or the key head, so that plans differ between heads.</summary>
    public virtual bool DependsOnHead => false;

    /// <summary>True when the mask reads the query head: then even heads that share a key head differ.</summary>
    public virtual bool DependsOnQueryHead => false;

    /// <summary>The numbers of the arrays and scalars that the mask reads, so that plans differ with what they hold.</summary>
    public virtual ReadOnlySpan<int> ReadsData => [];

    /// <summary>True when the mask reads the batch index, so that plans differ between sequences.</summary>
    public virtual bool DependsOnBatch => false;

    /// <summary>The boolean tensors that the mask reads, so that plans differ with what their truth tables hold.</summary>
    public virtual ReadOnlySpan<TensorRead> ReadsTensors => [];

    /// <summary>What of <see cref="DependsOnBatch"/> and the others holds in a call: a tensor that is broadcast over heads makes no heads differ.</summary>
    /// <param name="data">The values of the data parameters.</param>
    public virtual PlanDependence DependenceOn(in CallData data) => new(DependsOnBatch, DependsOnHead, DependsOnQueryHead);

    /// <summary>What is proven about the predicate over a rectangle; Unknown is always safe.</summary>
    /// <param name="q">Query positions (absolute: the query offset is already added).</param>
    /// <param name="k">Key indices.</param>
    /// <param name="scope">Lengths, batch, heads and data.</param>
    public abstract Truth Classify(Interval q, Interval k, in MaskScope scope);
}
