namespace CaffeSharpGen;

/// <summary>A device failed: its driver or one of its libraries answered with an error, or its memory is full.</summary>
/// <param name="message">What failed.</param>
public class DeviceException(string message) : Exception(message)
{
    /// <summary>The layers that were prepared or ran, such as <c>conv1 + relu1</c>; null if it was none of a network.</summary>
    public string? Layer { get; internal set; }

    /// <inheritdoc/>
    public override string Message => Layer is null ? base.Message : $"{base.Message} (at layer {Layer})";
}
