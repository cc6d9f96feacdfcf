using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.Console.InProcess;

/// <summary>The control plane's own request pipeline, from its first part on. The application hands it over while it is put together.</summary>
internal sealed class ControlPlanePipeline(IServiceScopeFactory scopes) : InProcessPipeline(scopes)
{
    private RequestDelegate? _first;

    protected override RequestDelegate First => _first ?? throw new InvalidOperationException("The console is not in the pipeline: call UseConsole first.");

    /// <summary>Keeps what a request meets first.</summary>
    public void Begin(RequestDelegate first) => _first = first;
}
