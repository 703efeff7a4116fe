namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Exp</c>: <paramref name="Base"/> ^ (<paramref name="Shift"/> + <paramref name="Scale"/>·x); base −1 means e. Any shape.</summary>
public sealed record Exp(float Base = -1, float Scale = 1, float Shift = 0) : Operation;
