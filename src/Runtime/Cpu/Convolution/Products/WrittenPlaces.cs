namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>Places that are written to a row of the output.</summary>
/// <param name="First">The first one, in its tile.</param>
/// <param name="Count">How many.</param>
/// <param name="Place">Where the first is written, y·W + x.</param>
internal readonly record struct WrittenPlaces(int First, int Count, nint Place);
