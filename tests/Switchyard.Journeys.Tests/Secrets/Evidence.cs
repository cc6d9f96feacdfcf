using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Switchyard.Journeys.Tests.Secrets;

/// <summary>Everything that came out of a system, and from where.</summary>
internal sealed class Evidence
{
    private readonly ConcurrentQueue<(string Place, ReadOnlyMemory<byte> Bytes)> _items = new();

    public int Count => _items.Count;

    public long Bytes => _items.Sum(static item => (long)item.Bytes.Length);

    public IReadOnlyCollection<string> Places => [.. _items.Select(static item => item.Place)];

    public void Add(string place, string text) => Add(place, Encoding.UTF8.GetBytes(text));

    public void Add(string place, ReadOnlyMemory<byte> bytes) => _items.Enqueue((place, bytes));

    /// <summary>Adds all files below a directory. Files that are being written are read as they are.</summary>
    public void AddFiles(string directory)
    {
        foreach (var file in Directory.GetFiles(directory, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            Add("file " + Path.GetRelativePath(directory, file), bytes.ToArray());
            Add("file name", file);
        }
    }

    /// <summary>Everything that was planted and is found.</summary>
    public IReadOnlyList<string> Search(Canaries canaries) => [.. _items.SelectMany(item => canaries.Find(item.Place, item.Bytes))];

    /// <summary>A handler that adds status, headers and body of each response.</summary>
    public DelegatingHandler Recording(string what) => new RecordingHandler(this, what);

    private sealed class RecordingHandler(Evidence evidence, string what) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        /// <summary>The one answer that may hold a secret says so by this option; the secret is taken out before the search.</summary>
        public static readonly HttpRequestOptionsKey<Func<string, string>> Shows = new("shows");

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var place = $"{what} {request.Method} {request.RequestUri!.AbsolutePath} → {(int)response.StatusCode}";
            evidence.Add(place + " headers", $"{response.ReasonPhrase}\n{response.Headers}\n{response.Content.Headers}");
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream" && request.RequestUri.AbsolutePath.EndsWith("/events/stream", StringComparison.Ordinal))
            {
                return response;
            }

            byte[] bytes;
            try
            {
                bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                // Cut: what came before is seen by the dump and the log.
                bytes = Encoding.UTF8.GetBytes("cut");
            }

            var text = Encoding.UTF8.GetString(bytes);
            evidence.Add(place, request.Options.TryGetValue(Shows, out var hide) ? Encoding.UTF8.GetBytes(hide(text)) : bytes);
            var copy = new ByteArrayContent(bytes);
            foreach (var header in response.Content.Headers)
            {
                copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            response.Content = copy;
            return response;
        }
    }

    /// <summary>Marks a request whose answer shows a new secret, once.</summary>
    public static void MayShow(HttpRequestMessage request, Func<string, string> hide) => request.Options.Set(RecordingHandler.Shows, hide);
}
