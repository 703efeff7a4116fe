using System.CommandLine;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>Options that stand together in the help.</summary>
/// <param name="Title">What they have in common.</param>
/// <param name="Options">The options.</param>
public sealed record OptionGroup(string Title, params Option[] Options);

/// <summary>A command line to copy.</summary>
/// <param name="Arguments">What stands behind the program's name.</param>
/// <param name="Meaning">What it does.</param>
public sealed record HelpExample(string Arguments, string Meaning);
