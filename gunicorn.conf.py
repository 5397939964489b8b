# Read by gunicorn from the folder that it is started in; what else it is told stands beside the
# start (Dockerfile, dsar/local/programs.py).
logger_class = "dsar.serverlog.MaskedLogger"
