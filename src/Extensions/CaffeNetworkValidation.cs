using Microsoft.Extensions.Options;

namespace CaffeSharpGen.Extensions;

/// <summary>Refuses options that cannot be meant.</summary>
internal sealed class CaffeNetworkValidation<TNetwork> : IValidateOptions<CaffeNetworkOptions<TNetwork>>
    where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
{
    public ValidateOptionsResult Validate(string? name, CaffeNetworkOptions<TNetwork> options) => options.Problem is { } problem
        ? ValidateOptionsResult.Fail($"AddCaffeNetwork<{typeof(TNetwork).Name}>: {problem}")
        : ValidateOptionsResult.Success;
}
