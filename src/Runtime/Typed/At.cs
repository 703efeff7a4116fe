namespace CaffeSharpGen;

/// <summary>
/// A hook as the argument of a method that serves every network class. It takes no part in type inference: the network in front of the dot
/// alone determines the class, and a hook of another class is reported where it stands.
/// </summary>
/// <remarks>A class, since a conversion from <see cref="ValueType"/>, which every typed hook is, may only lead to a class.</remarks>
public sealed class At<TNetwork>
    where TNetwork : class
{
    private At(Hook hook) => Hook = hook;

    /// <summary>The hook.</summary>
    public Hook Hook { get; }

    /// <summary>Takes a hook of the class.</summary>
    public static implicit operator At<TNetwork>(Hook<TNetwork> hook) => new(hook);

    /// <summary>Takes an input of the class.</summary>
    public static implicit operator At<TNetwork>(InputHook<TNetwork> hook) => new(hook);

    /// <summary>Refuses a hook that has no gradient, at compile time.</summary>
    [Obsolete("this value has no gradient; pass a layer before the one that puts out boxes or indices, such as the last convolution.",
        error: true, DiagnosticId = "CSG0403", UrlFormat = DiagnosticPages.NoGradient)]
    public static implicit operator At<TNetwork>(HookWithoutGradient<TNetwork> hook) =>
        throw new ArgumentException($"{hook} has no gradient");

    /// <summary>Refuses a hook of another class, and what is no hook, at compile time.</summary>
    [Obsolete("pass a hook of the network in front of the dot, such as net.Relu5_3; this is one of another network class, or no hook.",
        error: true, DiagnosticId = "CSG0401", UrlFormat = DiagnosticPages.OtherHook)]
    public static implicit operator At<TNetwork>(ValueType other) =>
        throw new ArgumentException($"{other} is no hook of {typeof(TNetwork).Name}");
}
