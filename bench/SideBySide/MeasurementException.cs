namespace CaffeSharpGen.SideBySide;

/// <summary>Why there are no figures: an engine failed, or engines disagree.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
