namespace CaffeSharpGen.Compiler.Layers;

/// <summary>How far two values lie apart, in pixels, when both are traced back to the value that they come from.</summary>
/// <param name="OffsetH">The row of the first value at which the second one begins.</param>
/// <param name="OffsetW">The column of the first value at which the second one begins.</param>
internal readonly record struct Alignment(int OffsetH, int OffsetW);
