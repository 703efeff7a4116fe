namespace CaffeSharpGen.SceneRenderer;

/// <summary>The shapes of objects.</summary>
public enum SceneShape
{
    /// <summary>A filled disc.</summary>
    Circle,

    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled triangle with equal sides.</summary>
    Triangle,

    /// <summary>A filled star with five points.</summary>
    Star,

    /// <summary>A disc with a hole; the background, or another object, shows through.</summary>
    Ring,

    /// <summary>Two bars at right angles.</summary>
    Cross,
}
