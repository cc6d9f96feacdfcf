using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Journal;

namespace Switchyard.Simulator.Answers;

/// <summary>One request being answered.</summary>
/// <param name="Context">The server's view.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Ordinal">Position in order of arrival, from 1.</param>
/// <param name="Key">The credential, if any.</param>
/// <param name="Entry">Its place in the log, when one is kept.</param>
internal sealed record Exchange(HttpContext Context, ReadOnlyMemory<byte> Body, long Ordinal, string? Key, ReceivedRequest? Entry)
{
    public HttpRequest Request => Context.Request;

    public HttpResponse Response => Context.Response;
}
