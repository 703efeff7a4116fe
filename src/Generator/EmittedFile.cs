namespace CaffeSharpGen.Generator;

/// <summary>One C# file.</summary>
internal sealed record EmittedFile(string HintName, string Text);
