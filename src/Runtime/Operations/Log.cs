namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Log</c>: the logarithm to <paramref name="Base"/> of <paramref name="Shift"/> + <paramref name="Scale"/>·x; base −1 means e. Any shape.</summary>
public sealed record Log(float Base = -1, float Scale = 1, float Shift = 0) : Operation;
