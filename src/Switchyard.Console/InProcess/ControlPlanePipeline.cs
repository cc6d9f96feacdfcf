using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.Console.InProcess;

/// <summary>The control plane's own request pipeline, from its first part on. The application hands it over while it is put together.</summary>
internal sealed class ControlPlanePipeline(IServiceScopeFactory scopes)
{
    private RequestDelegate? _first;

    /// <summary>Keeps what a request meets first.</summary>
    public void Begin(RequestDelegate first) => _first = first;

    /// <summary>Serves a request that has no connection.</summary>
    public async Task ServeAsync(PipelineAnswer answer, HttpContext context)
    {
        // On a thread of its own, so that whoever asks can go on as soon as the answer begins.
        await Task.Yield();
        Exception? failure = null;
        try
        {
            await (_first ?? throw new InvalidOperationException("The console is not in the pipeline: call UseConsole first."))(context);
        }
        catch (Exception broken)
        {
            // What is thrown after the begin of an answer can only cut it off; the pipeline has logged it.
            failure = broken;
        }

        await answer.EndAsync(failure);
    }

    /// <summary>A context without a connection, whose services live as long as the request.</summary>
    public HttpContext Context(PipelineAnswer answer, IHttpRequestFeature request)
    {
        var features = new FeatureCollection();
        features.Set(request);
        features.Set<IHttpResponseFeature>(answer);
        features.Set<IHttpResponseBodyFeature>(answer);
        features.Set<IHttpRequestLifetimeFeature>(answer);
        return new DefaultHttpContext(features) { ServiceScopeFactory = scopes };
    }
}
