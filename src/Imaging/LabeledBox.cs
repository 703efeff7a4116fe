namespace CaffeSharpGen.Imaging;

/// <summary>A rectangle with a text and a color, such as what a detector found.</summary>
/// <param name="Box">The rectangle.</param>
/// <param name="Text">What stands at it, such as a label and a score; empty for nothing.</param>
/// <param name="Color">Color of its outline and of the ground of the text.</param>
public readonly record struct LabeledBox(Box Box, string Text, Color Color);
