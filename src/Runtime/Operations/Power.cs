namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Power</c>: (<paramref name="Shift"/> + <paramref name="Scale"/>·x) ^ <paramref name="Exponent"/>. Any shape.</summary>
public sealed partial record Power(float Exponent = 1, float Scale = 1, float Shift = 0) : Operation;
