namespace CaffeSharpGen.SceneRenderer;

/// <summary>The colours of objects.</summary>
public enum SceneColour
{
    /// <summary>About (205, 45, 45).</summary>
    Red,

    /// <summary>About (50, 160, 65).</summary>
    Green,

    /// <summary>About (50, 85, 205).</summary>
    Blue,

    /// <summary>About (225, 195, 50).</summary>
    Yellow,
}
