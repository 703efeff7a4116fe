namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>Positions that are written to a row of the output.</summary>
/// <param name="First">The first one, in its tile.</param>
/// <param name="Count">How many.</param>
/// <param name="Position">Where the first is written, y·W + x.</param>
internal readonly record struct WrittenPositions(int First, int Count, nint Position);
