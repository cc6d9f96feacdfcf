using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Problems;

/// <summary>Turns everything that goes wrong on the control plane's listener into one form of answer: problem details, never a bare status or an exception's text.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } response)
            {
                await ProblemWriter.WriteAsync(context, Problem.OfStatus(response.StatusCode));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
            LogClientGone(context.Request.Path);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ProblemWriter.WriteAsync(context, Explain(exception, context));
        }
    }

    private Problem Explain(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case ProblemException refusal:
                return refusal.Problem;
            case DatabaseUnavailableException:
                LogDatabase(exception, context.Request.Method, context.Request.Path);
                return Problem.DatabaseUnavailable();
            case DatabaseBusyException:
                LogDatabase(exception, context.Request.Method, context.Request.Path);
                return Problem.DatabaseBusy();
            case BadHttpRequestException bad:
                return Problem.OfStatus(bad.StatusCode);
            default:
                LogFailure(exception, context.Request.Method, context.Request.Path);
                return Problem.Internal();
        }
    }

    [LoggerMessage(5000, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailure(Exception exception, string method, string path);

    [LoggerMessage(5001, LogLevel.Warning, "{Method} {Path}: the database did not do it")]
    private partial void LogDatabase(Exception exception, string method, string path);

    [LoggerMessage(5002, LogLevel.Debug, "{Path}: the client went before the answer")]
    private partial void LogClientGone(string path);
}
