namespace KernelGen.Templates.Specs;

/// <summary>A block of tokens of an image, a volume or a video.</summary>
/// <param name="Depth">Layers or frames.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record GridBlock(int Depth, int Height, int Width);
