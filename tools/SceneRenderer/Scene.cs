namespace CaffeSharpGen.SceneRenderer;

/// <summary>
/// A rectangle of pixels: columns <c>Left … Left+Width-1</c>, rows <c>Top … Top+Height-1</c>, counted from 0 at the top left.
/// </summary>
public readonly record struct SceneBox(int Left, int Top, int Width, int Height)
{
    /// <summary>Whether a pixel lies in the rectangle.</summary>
    public bool Contains(int x, int y) => x >= Left && x < Left + Width && y >= Top && y < Top + Height;

    /// <summary>Such as <c>20×10 at (3, 4)</c>.</summary>
    public override string ToString() => $"{Width}×{Height} at ({Left}, {Top})";
}

/// <summary>An object of a scene.</summary>
/// <param name="Shape">What it is.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Box">The smallest rectangle around its visible pixels (see <see cref="Scene.Owners"/>).</param>
public sealed record SceneObject(SceneShape Shape, SceneColour Colour, SceneBox Box)
{
    /// <summary>The index of the object's name in <see cref="Scenes.Labels"/>.</summary>
    public int Label => Scenes.LabelOf(Shape, Colour);

    /// <summary>Such as <c>red circle</c>.</summary>
    public string Name => Scenes.Labels[Label];
}

/// <summary>A picture whose contents are known.</summary>
public sealed class Scene
{
    internal Scene(ulong seed, byte[] pixels, byte[] owners, SceneObject[] objects)
    {
        Seed = seed;
        Pixels = pixels;
        Owners = owners;
        Objects = objects;
    }

    /// <summary>
    /// What <see cref="Scenes.Render"/>, <see cref="SceneQuestions.Draw"/> or <see cref="SceneCaptions.Draw"/> was given.
    /// </summary>
    public ulong Seed { get; }

    /// <summary>Height × width × RGB, rows from the top, <see cref="Scenes.Size"/> pixels each way.</summary>
    public byte[] Pixels { get; }

    /// <summary>
    /// For each pixel, height × width: 0 for background, <c>i + 1</c> where object <c>i</c> is what one sees in at least half of the
    /// pixel.
    /// </summary>
    public byte[] Owners { get; }

    /// <summary>
    /// One to three objects, or four where a question is asked, no two of the same shape and colour; later ones lie over earlier ones.
    /// </summary>
    public IReadOnlyList<SceneObject> Objects { get; }
}
