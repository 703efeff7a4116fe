namespace CaffeSharpGen;

/// <summary>
/// What a backward pass differentiates: one element of a value for each image of the batch, or of one image, or the whole value weighted
/// by a gradient that comes from elsewhere, such as the next step of a recurrent network.
/// </summary>
public sealed class Target
{
    private readonly int[] elements;

    // The only image that it is of; −1 for all of them.
    private readonly int only = -1;
    private readonly Tensor? gradient;
    private readonly Hook? gradientOf;
    private readonly string? text;

    /// <summary>Makes a target.</summary>
    /// <param name="hook">The value.</param>
    /// <param name="elements">One element (C×H×W order within an image) for all images, or one for each.</param>
    /// <exception cref="ArgumentException">Neither one element nor one an image, or an element that the value does not have.</exception>
    public Target(Hook hook, params ReadOnlySpan<int> elements)
    {
        if (elements.Length != 1 && elements.Length != hook.Shape.BatchSize)
        {
            throw new ArgumentException(
                $"'{hook.Name}' has {hook.Shape.BatchSize} images; a target takes 1 element or one for each image, not {elements.Length}",
                nameof(elements));
        }
        foreach (int element in elements)
        {
            if (element < 0 || element >= hook.Shape.CountFrom(1))
            {
                throw new ArgumentException(
                    $"'{hook.Name}' has elements 0 … {hook.Shape.CountFrom(1) - 1} for each image; there is no element {element}",
                    nameof(elements));
            }
        }
        Hook = hook;
        this.elements = elements.ToArray();
    }

    /// <summary>Takes one element of one image; of the other images nothing.</summary>
    internal Target(Hook hook, int image, int element) : this(hook, element)
    {
        if (image < 0 || image >= hook.Shape.BatchSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(image), image, $"'{hook.Name}' is {hook.Shape}: its first axis counts from 0 to {hook.Shape.BatchSize - 1}");
        }
        // Of one image it is what any target of one element is.
        only = hook.Shape.BatchSize == 1 ? -1 : image;
    }

    /// <summary>Takes a gradient, and what it stands for in words.</summary>
    internal Target(Hook hook, Tensor gradient, string text) : this(hook, gradient) => this.text = text;

    /// <summary>Makes a target that starts from a gradient.</summary>
    /// <param name="hook">The value.</param>
    /// <param name="gradient">Of the value's shape; it is read when the pass runs.</param>
    /// <exception cref="ArgumentException">The gradient has another shape.</exception>
    public Target(Hook hook, Tensor gradient)
    {
        if (gradient.Shape != hook.Shape)
            throw new ArgumentException($"'{hook.Name}' is {hook.Shape}; a gradient of {gradient.Shape} does not fit", nameof(gradient));
        Hook = hook;
        elements = [];
        this.gradient = gradient;
    }

    /// <summary>
    /// Makes a target that starts from the gradient of another hook, such as the state that the next step of a recurrent network took
    /// over. If both networks are on one device, the gradient stays there.
    /// </summary>
    /// <param name="hook">The value.</param>
    /// <param name="gradientOf">A hook of the same shape, of another instance or network; its gradient is read when the pass runs.</param>
    /// <exception cref="ArgumentException">The gradient has another shape.</exception>
    public Target(Hook hook, Hook gradientOf)
    {
        if (gradientOf.Shape != hook.Shape)
        {
            throw new ArgumentException(
                $"'{hook.Name}' is {hook.Shape}; a gradient of {gradientOf.Shape} does not fit", nameof(gradientOf));
        }
        Hook = hook;
        elements = [];
        this.gradientOf = gradientOf;
    }

    /// <summary>The value.</summary>
    public Hook Hook { get; }

    /// <summary>Whether it has an element of an image.</summary>
    internal bool IsOf(int image) => !IsWhole && (only < 0 || only == image);

    private bool IsWhole => gradient is not null || gradientOf is not null;

    /// <summary>The element of one image.</summary>
    /// <exception cref="InvalidOperationException">The target starts from a gradient, or is of another image.</exception>
    public int ElementOf(int image) => IsWhole
        ? throw new InvalidOperationException($"the target is the whole of '{Hook.Name}', weighted by a gradient, not one element")
        : only < 0 || only == image ? elements[elements.Length == 1 ? 0 : image]
        : throw new InvalidOperationException($"the target {this} is of image {only}; there is no element of image {image}");

    /// <summary>The same elements of the logits, if the value is a softmax of them; else this target.</summary>
    public Target BeforeSoftmax()
    {
        Hook logits = Hook.BeforeSoftmax;
        return logits == Hook ? this : MovedTo(logits);
    }

    /// <summary>The same elements of another value; this target if it starts from a gradient, which is that of its own value.</summary>
    /// <exception cref="ArgumentException">The value has no such element.</exception>
    public Target MovedTo(Hook hook) => IsWhole ? this : only >= 0 ? new Target(hook, only, elements[0]) : new Target(hook, elements);

    /// <summary>Such as <c>fc8[282]</c>; of one image among several <c>fc8[image 3: 282]</c>.</summary>
    public override string ToString() => IsWhole
        ? text ?? Hook.Name
        : only >= 0 ? $"{Hook.Name}[image {only}: {elements[0]}]" : $"{Hook.Name}[{string.Join(", ", elements)}]";

    /// <summary>The same for one image of the batch.</summary>
    public string ToString(int image) => IsWhole || (only >= 0 && only != image) ? ToString() : $"{Hook.Name}[{ElementOf(image)}]";

    /// <summary>Writes the gradient that a backward pass starts from: 1 at each element, 0 elsewhere; or the one that was given.</summary>
    internal void WriteSeed(DeviceBuffer start)
    {
        if (gradient is not null)
        {
            start.Write(gradient.Span);
            return;
        }
        if (gradientOf is { } source)
        {
            using NetworkGate.Use use = source.Network.Gate.Begin();
            DeviceBuffer from = source.Network.GradientBufferOf(source);
            if (source.Network.Device == Hook.Network.Device)
                start.CopyFrom(from);
            else
                start.Write(from.Map().Span);
            return;
        }
        Tensor seed = start.Map(discard: true);
        for (int image = 0; image < Hook.Shape.BatchSize; image++)
            Seed(image, seed.Image(image));
        start.Commit();
    }

    /// <summary>The same for one image of the batch.</summary>
    internal void Seed(int image, Span<float> start)
    {
        if ((gradient ?? gradientOf?.Gradient) is { } whole)
        {
            whole.Image(image).CopyTo(start);
            return;
        }
        start.Clear();
        if (only < 0 || only == image)
            start[ElementOf(image)] = 1;
    }
}
