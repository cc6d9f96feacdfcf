using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Console.Options;

namespace Switchyard.Console.InProcess;

/// <summary>The data plane of this node, as its listeners have it. It knows no operators: whoever asks it presents an access key.</summary>
internal sealed class DataPlanePipeline(IServiceScopeFactory scopes, IServiceProvider services, ConsoleOptions options) : InProcessPipeline(scopes)
{
    private readonly Lazy<RequestDelegate> _first = new(() => options.DataPlane?.Invoke(services) ?? throw new InvalidOperationException("This node has no data plane."));

    protected override RequestDelegate First => _first.Value;
}
