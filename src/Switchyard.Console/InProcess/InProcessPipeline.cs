using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.Console.InProcess;

/// <summary>A request pipeline of this process, which is asked without a connection.</summary>
internal abstract class InProcessPipeline(IServiceScopeFactory scopes)
{
    /// <summary>What a request meets first.</summary>
    protected abstract RequestDelegate First { get; }

    /// <summary>Serves a request that has no connection.</summary>
    public async Task ServeAsync(PipelineAnswer answer, HttpContext context)
    {
        // On a thread of its own, so that whoever asks can go on as soon as the answer begins.
        await Task.Yield();
        Exception? failure = null;
        try
        {
            await First(context);
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
