using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Switchyard.Edge.Options;
using Switchyard.Edge.Status;
using Switchyard.Gateway.Recording;
using Switchyard.Hub.Usage;
using Switchyard.Model.Access;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Secrets;

namespace Switchyard.Edge.Usage;

/// <summary>
/// An edge's records go to the control plane. What it can not take at present stays in the journal; what it refuses by content is found by halving, as on a node. The data key of texts is opened with the
/// edge's own ring and wrapped for the token of the request, so a token may be replaced while records wait.
/// </summary>
internal sealed class UsageSink : IRecordSink, IDisposable
{
    /// <summary>Most bytes of a batch; the control plane takes 4 MiB.</summary>
    public const int MostBytes = 3_500_000;

    private readonly EdgeOptions _options;
    private readonly EdgeStatus _status;
    private readonly SecretSealer _sealer;
    private readonly HttpClient _http;
    private readonly byte[] _tokenHash = new byte[32];

    public UsageSink(EdgeOptions options, EdgeStatus status, SecretSealer sealer)
        : this(options, status, sealer, new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
    }

    internal UsageSink(EdgeOptions options, EdgeStatus status, SecretSealer sealer, HttpMessageHandler handler)
    {
        (_options, _status, _sealer) = (options, status, sealer);
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token.Reveal());
        AccessToken.Hash(options.Token.Reveal(), _tokenHash);
    }

    /// <inheritdoc />
    public async Task<long> WriteAsync(IReadOnlyList<RecordingLifeRow> lives, IReadOnlyList<RecordedInterception> records, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new UsageBatch { Lives = [.. lives.Select(Life)], Records = records }, UsageWire.Default.UsageBatch);
        if (body.Length > MostBytes && records.Count > 1)
        {
            throw new BatchTooLargeException($"{records.Count} records have {body.Length} bytes.");
        }

        return (await SendAsync(body, records.Count, cancellationToken)).Unpriced;
    }

    /// <inheritdoc />
    public async Task<int> EndLifeAsync(RecordingLifeRow life, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new UsageBatch { Lives = [Life(life)], Ended = [life.Id] }, UsageWire.Default.UsageBatch);
        try
        {
            return (await SendAsync(body, 0, cancellationToken)).Aborted;
        }
        catch (UsageRefusedException)
        {
            // A life of another gateway, as in a data directory that was given to a new one: nobody here can end it, and waiting changes nothing.
            return 0;
        }
    }

    /// <summary>Sends an empty batch: whoever takes that takes others.</summary>
    public Task ProbeAsync(RecordingLifeRow life, CancellationToken cancellationToken) =>
        SendAsync(JsonSerializer.SerializeToUtf8Bytes(new UsageBatch(), UsageWire.Default.UsageBatch), 0, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private UsageLife Life(RecordingLifeRow life)
    {
        var column = SealedColumns.RecordingLives;
        if (!_sealer.TryOpenBytes(column.Table, column.Column, life.Id, life.SealedKey, out var key))
        {
            return new UsageLife(life.Id, life.StartedAt, null);
        }

        var wrapped = LifeKeyEnvelope.Wrap(_tokenHash, life.Id, key);
        CryptographicOperations.ZeroMemory(key);
        return new UsageLife(life.Id, life.StartedAt, wrapped);
    }

    private async Task<UsageAnswer> SendAsync(byte[] body, int records, CancellationToken cancellationToken)
    {
        if (_status.Gateway is not { } gateway)
        {
            throw new RecordSinkAwayException("No node has said yet which gateway this is.");
        }

        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.PostAsync(new Uri(_options.ControlPlane, $"/api/v1/gateways/{gateway.Id:D}/usage"), content, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw Refusal(answer, body.Length);
            }

            var said = await answer.Content.ReadFromJsonAsync(UsageAnswerJson.Default.UsageAnswer, cancellationToken) ?? throw new RecordSinkAwayException("The control plane answered nothing.");
            return said.Records == records ? said : throw new RecordSinkAwayException($"The control plane has {said.Records} of {records} records.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A proxy's page counts as this too: what did not come from a node says nothing about the records.
            throw new RecordSinkAwayException($"The control plane does not take usage: {failure.Message}", failure);
        }
    }

    private Exception Refusal(HttpResponseMessage answer, int bytes)
    {
        var code = answer.Headers.TryGetValues("X-Switchyard-Error", out var codes) ? string.Join(',', codes) : null;
        var said = $"The control plane answered {(int)answer.StatusCode} {code}.";
        return answer.StatusCode switch
        {
            HttpStatusCode.RequestEntityTooLarge => new BatchTooLargeException($"{said} The batch has {bytes} bytes."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => new RecordSinkAwayException(said) { RetryAfter = _options.Reconnect.Refused },
            // Only a node says what is wrong with a batch, and it always names a code.
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError when code is not null and not "rate_limited" && answer.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) =>
                new UsageRefusedException(said),
            _ => new RecordSinkAwayException(said),
        };
    }
}
