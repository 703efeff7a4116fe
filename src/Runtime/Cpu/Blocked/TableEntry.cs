namespace CaffeSharpGen.Cpu;

/// <summary>Inputs that follow each other: where they start, relative to a place, and how many they are. Weights lie in the order of a table of these.</summary>
internal readonly record struct TableEntry(nint Offset, nint Run);
