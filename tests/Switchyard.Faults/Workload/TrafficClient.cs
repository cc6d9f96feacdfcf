using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Workload;

/// <summary>Asks data planes, blocking and streaming, and compares every byte. Two of three requests are for the provider that never changes; the others for those that do.</summary>
internal sealed class TrafficClient : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RigRun _run;
    private readonly int _operators;
    private readonly string _name;
    private readonly Random _random;
    private readonly HttpClient _http = new() { Timeout = Patience };

    /// <param name="run">The run.</param>
    /// <param name="number">Number of the client.</param>
    /// <param name="operators">How many operators change providers.</param>
    public TrafficClient(RigRun run, int number, int operators)
    {
        (_run, _operators) = (run, operators);
        _name = string.Create(CultureInfo.InvariantCulture, $"client-{number}");
        _random = run.RandomFor("client", number);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", run.Yard.AccessKey);
    }

    /// <summary>Asks until <paramref name="stop"/>; what has begun comes to its end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (await Pace.GoesOnAsync(Pause, stop))
        {
            var member = _run.PickMember(_random);
            if (member.IsRunning)
            {
                await AskAsync(member, _run.Yard.Answers.Pick(_random), Provider());
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private string Provider() => _random.Next(3) != 0
        ? RigYard.Stable
        : string.Create(CultureInfo.InvariantCulture, $"{_run.Name}-o{_random.Next(_operators)}-p{_random.Next(3)}");

    private async Task AskAsync(Member member, KnownAnswer known, string provider)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var asked = _run.Book.Now;
        _run.Book.Append(new RequestAsked(asked, _name, id, member.Name));
        var ended = new RequestEnded(asked, _name, id, member.Name, asked, provider, known.IsStream, RequestOutcome.Unreached) { Tokens = known.Tokens, MustServe = provider == RigYard.Stable };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_run.Doors.Requests(member), $"/{provider}/v1/chat/completions"));
            request.Content = new StringContent(known.Body, Encoding.UTF8, "application/json");
            request.Headers.Add("X-Switchyard-Agent-Session", id.ToString("D"));
            request.Headers.Add("X-Switchyard-Agent-Sequence", "1");
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            ended = ended with
            {
                AnsweredAt = _run.Book.Now,
                Status = (int)answer.StatusCode,
                Code = Header(answer, "X-Switchyard-Error"),
                RequestId = Header(answer, "X-Switchyard-Request-Id"),
                Revision = Header(answer, "X-Switchyard-Revision") is { } revision ? long.Parse(revision, NumberStyles.None, CultureInfo.InvariantCulture) : null,
                Outcome = answer.IsSuccessStatusCode ? RequestOutcome.Broken : RequestOutcome.Refused,
            };
            var (outcome, said) = answer.IsSuccessStatusCode ? await CompareAsync(answer, known.Bytes) : (RequestOutcome.Refused, await answer.Content.ReadAsStringAsync());
            ended = ended with { Outcome = outcome, Said = said };
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            ended = ended with { Said = (broken.InnerException ?? broken).Message };
        }

        _run.Book.Append(ended with { At = _run.Book.Now });
    }

    private static async Task<(RequestOutcome Outcome, string Said)> CompareAsync(HttpResponseMessage answer, byte[] expected)
    {
        var got = await answer.Content.ReadAsByteArrayAsync();
        var same = got.AsSpan().CommonPrefixLength(expected);
        return (same == got.Length, same == expected.Length) switch
        {
            (true, true) => (RequestOutcome.Whole, ""),
            (true, false) => (RequestOutcome.EndedEarly, string.Create(CultureInfo.InvariantCulture, $"ended after {got.Length} of {expected.Length} bytes")),
            _ => (RequestOutcome.Altered, string.Create(CultureInfo.InvariantCulture, $"other than expected from byte {same} of {expected.Length} on")),
        };
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
