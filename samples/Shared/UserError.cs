namespace CaffeSharpGen.Samples;

/// <summary>Something the user gave is wrong: the message says what, and what was expected. The program ends with exit code 1.</summary>
public sealed class UserError(string message) : Exception(message);
