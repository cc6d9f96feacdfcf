using System.Diagnostics.CodeAnalysis;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>The start of a server that is under way, if one is. A part of <see cref="BundleRun"/>: its lock guards it.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "Cancelled by whoever makes a start pointless, perhaps when it has just ended. It has neither timer nor wait handle.")]
internal sealed class StartUnderWay
{
    private CancellationTokenSource? _source;
    private BundleConfig? _config;

    /// <summary>Begins one. The token is cancelled when it has become pointless.</summary>
    public CancellationToken Begin(BundleConfig config, bool isPointless)
    {
        (_source, _config) = (new CancellationTokenSource(), config);
        if (isPointless)
        {
            _source.Cancel();
        }

        return _source.Token;
    }

    /// <summary>What cancels it, if it is pointless. It is cancelled outside of the lock: whoever is told may come back.</summary>
    public CancellationTokenSource? IfPointless(Func<BundleConfig, bool> isPointless) => _source is not null && isPointless(_config!) ? _source : null;

    /// <summary>It has ended.</summary>
    public void End() => (_source, _config) = (null, null);
}
