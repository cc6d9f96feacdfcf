using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Switchyard.Console.Telemetry;

namespace Switchyard.Console.InProcess;

/// <summary>
/// Sends requests to a pipeline of this process without a connection. They meet the same parts in the same order as those that come by network, and hold no right but that of the credential they carry.
/// </summary>
internal sealed class PipelineTransport(InProcessPipeline pipeline, ConsoleInstruments? instruments = null) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        instruments?.Asked();
        var answer = new PipelineAnswer();
        var asked = await FeatureAsync(request, cancellationToken);
        var leaving = cancellationToken.UnsafeRegister(static state => ((PipelineAnswer)state!).Leave(), answer);
        var served = pipeline.ServeAsync(answer, pipeline.Context(answer, asked));
        var body = new PipelineBody(answer, served, leaving, instruments);
        try
        {
            await answer.Begun.WaitAsync(cancellationToken);
            return Response(request, answer, body);
        }
        catch (IOException cut)
        {
            await body.DisposeAsync();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, cut.Message, cut);
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }
    }

    private static async Task<HttpRequestFeature> FeatureAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var headers = new HeaderDictionary { [HeaderNames.Host] = address.Authority };
        Copy(request.Headers, headers);
        Stream body = Stream.Null;
        if (request.Content is { } content)
        {
            var bytes = await content.ReadAsByteArrayAsync(cancellationToken);
            Copy(content.Headers, headers);
            headers.ContentLength = bytes.Length;
            body = new MemoryStream(bytes, writable: false);
        }

        return new HttpRequestFeature
        {
            Method = request.Method.Method,
            Scheme = address.Scheme,
            Protocol = HttpProtocol.Http11,
            Path = Uri.UnescapeDataString(address.AbsolutePath),
            QueryString = address.Query,
            RawTarget = address.PathAndQuery,
            Headers = headers,
            Body = body,
        };
    }

    private static void Copy(HttpHeaders from, HeaderDictionary to)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            to[name] = values.ToString();
        }
    }

    private static HttpResponseMessage Response(HttpRequestMessage request, PipelineAnswer answer, PipelineBody body)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.StatusCode) { RequestMessage = request, Content = new StreamContent(body) };
        foreach (var (name, values) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                response.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return response;
    }
}
