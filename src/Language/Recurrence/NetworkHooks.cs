namespace CaffeSharpGen.Language;

/// <summary>Values of networks whose class is not known, by name.</summary>
internal static class NetworkHooks
{
    /// <summary>A value.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static Hook RequireHook(this Network network, string name) => network.TryGetHook(name, out Hook? hook)
        ? hook
        : throw new ArgumentException($"{network.Name} has no value '{name}'; it has {string.Join(", ", network.Hooks.Select(known => known.Name))}", nameof(name));

    /// <summary>An input.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static InputHook RequireInput(this Network network, string name) => network.RequireHook(name) is InputHook input
        ? input
        : throw new ArgumentException($"'{name}' of {network.Name} is no input; it has {string.Join(", ", network.Inputs.Select(known => known.Name))}", nameof(name));
}
