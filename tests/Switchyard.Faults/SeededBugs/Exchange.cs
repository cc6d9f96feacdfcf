using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchyard.Faults.SeededBugs;

/// <summary>A request that came to a door, and the ways to answer it.</summary>
internal sealed class Exchange(HttpContext context, HttpClient http, Uri target, byte[] body)
{
    private static readonly string[] NotPassed = ["Host", "Content-Length", "Transfer-Encoding", "Connection"];

    public string Method => context.Request.Method;

    public string Path => context.Request.Path;

    /// <summary>Path and query, as they came.</summary>
    public string Target => context.Request.Path + context.Request.QueryString;

    public byte[] Body { get; } = body;

    /// <summary>Sends the request on, as it came or changed.</summary>
    public async Task<HttpResponseMessage> SendAsync(string? path = null, byte[]? changed = null, bool withKey = true, Uri? elsewhere = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(elsewhere ?? target, path ?? Target));
        if (Body.Length > 0)
        {
            request.Content = new ByteArrayContent(changed ?? Body);
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !NotPassed.Contains(header.Key, StringComparer.OrdinalIgnoreCase) && (withKey || header.Key != "Idempotency-Key")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
    }

    /// <summary>Passes request and answer on as they are.</summary>
    public async Task PassAsync()
    {
        using var answer = await SendAsync();
        await PassAsync(answer);
    }

    /// <summary>Passes an answer on as it comes.</summary>
    public async Task PassAsync(HttpResponseMessage answer)
    {
        Begin(answer);
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Answers with the head of one answer and another body.</summary>
    public async Task WriteAsync(HttpResponseMessage answer, ReadOnlyMemory<byte> other)
    {
        Begin(answer);
        await context.Response.Body.WriteAsync(other, context.RequestAborted);
    }

    /// <summary>Writes a piece of an answer that has begun.</summary>
    public async Task WriteAsync(string piece)
    {
        await context.Response.WriteAsync(piece, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Begins the answer with the head of another one.</summary>
    public void Begin(HttpResponseMessage answer)
    {
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !NotPassed.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }
    }

    /// <summary>Sets a header of the answer, after <see cref="Begin"/>.</summary>
    public void Set(string name, string value) => context.Response.Headers[name] = value;

    /// <summary>Answers with a status and nothing else.</summary>
    public void Refuse(int status) => context.Response.StatusCode = status;

    /// <summary>Says how long the body of the answer is.</summary>
    public void Announce(long length) => context.Response.ContentLength = length;
}
